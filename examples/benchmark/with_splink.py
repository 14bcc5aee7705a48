"""Links a world with Splink 5 on DuckDB, as somebody who knows it well would set it up.

    python with_splink.py WORLD OUT

WORLD is a folder of `examples/generate`; OUT gets the links in the files of a koppel run, so that `koppel evaluate`
measures both with one measure, and `timings.json`. The clean-up runs in DuckDB, not in Python: legal forms and marks out
of the names, digits of tax numbers and phones, mail domains that are nobody's own left out. People under a company stay
out, as they do in koppel. Blocking: identifiers, the words of the name in several ways, and place; values that bring
thousands of pairs are left out. Comparisons with term frequencies; u by random sampling, m by expectation-maximisation
over three blockings; links by Splink's own one-to-one clustering (at most one record of each table in a cluster), from a
probability of 0.9.
"""

import csv
import json
import sys
import time
from pathlib import Path

import duckdb
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator

THRESHOLD = 0.9
TABLES = {"contact": "contacts", "customer": "customers", "vendor": "vendors", "bank": "bank_accounts"}
CAPTIONS = {"customer": "Customer", "vendor": "Vendor", "bank": "Bank Account"}

LEGAL_FORMS = """bv bvba nv sa sas sasu sarl eurl sprl srl sprlu scrl scri snc scs sca cv cvba vof cvoa commv gcv asbl
vzw ivzw eg gmbh mbh ag kg ohg ug gbr ek ev kgaa se co cokg ltd limited plc llp lp inc llc corp oy ab as aps a/s sl slu
spa snc sas sarls sc sci eenmanszaak maatschap stichting fa firma ets etablissements societe besloten vennootschap
naamloze gesellschaft mit beschraenkter haftung haftungsbeschrankt and en et und the de la le les van der""".split()

PUBLIC_MAIL = """gmail.com googlemail.com hotmail.com hotmail.be hotmail.nl hotmail.fr hotmail.co.uk hotmail.de
outlook.com outlook.be live.be live.nl live.com msn.com yahoo.com yahoo.fr yahoo.de yahoo.co.uk skynet.be telenet.be
proximus.be scarlet.be pandora.be ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl hetnet.nl casema.nl upcmail.nl
orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr gmx.de gmx.net web.de t-online.de freenet.de gmx.at aon.at
pt.lu internet.lu btinternet.com virginmedia.com sky.com icloud.com me.com aol.com bluewin.ch libero.it""".split()


def columns(table):
    """The captions of the English export that a table lacks are empty."""
    wanted = ["No.", "Name", "Name 2", "Address", "Post Code", "City", "Country/Region Code", "Phone No.",
              "Mobile Phone No.", "E-Mail", "Home Page", "VAT Registration No.", "Company No.", "Type"]
    with open(table, newline="", encoding="utf-8") as file:
        there = next(csv.reader(file))
    return ", ".join((f'"{c}"' if c in there else "''") + f' as "{c}"' for c in wanted)


def clean(con, world):
    """One table of cleaned records for each table of the world."""
    con.execute(r"""
        create macro plain(t) as lower(strip_accents(coalesce(t, '')));
        create macro digits(t) as regexp_replace(coalesce(t, ''), '[^0-9]', '', 'g');
        create macro filled(t) as nullif(trim(t), '');
        create macro words(t) as list_filter(string_split(trim(regexp_replace(
            regexp_replace(plain(t), '[.''`"()*]', '', 'g'), '[^a-z0-9]+', ' ', 'g')), ' '), lambda w: length(w) > 1);
        create macro phone(t) as case when length(digits(t)) >= 8 then right(digits(t), 8) end;
        create macro host(t) as filled(regexp_replace(regexp_replace(plain(t), '^https?://', ''), '^www[.]|/.*$', '', 'g'));
    """)
    con.execute("set variable forms = ?", [LEGAL_FORMS])
    con.execute("create table public_mail as select unnest(?) as domain", [PUBLIC_MAIL])
    for kind, file in TABLES.items():
        path = world / f"{file}.csv"
        # Those under a company follow it: their Company No. is another record's.
        where = """where not ("Type" = 'Person' and coalesce("Company No.", '') <> '')""" if kind == "contact" else ""
        con.execute(f"""
            create table raw_{kind} as
            select "No." as unique_id, '{kind}' as source_dataset,
                {"'contact'" if kind == "contact" else "'account'"} as side,
                {"'account'" if kind == "contact" else "'contact'"} as wanted,
                list_filter(words(coalesce("Name", '') || ' ' || coalesce("Name 2", '')),
                    lambda w: not list_contains(getvariable('forms'), w)) as tokens,
                case when digits("VAT Registration No.") ~ '[1-9].*[1-9]' and length(digits("VAT Registration No.")) >= 7
                    then ltrim(digits("VAT Registration No."), '0') end as vat,
                phone("Phone No.") as phone, phone("Mobile Phone No.") as mobile,
                filled(regexp_replace(plain("E-Mail"), '^mailto:|\\s', '', 'g')) as email,
                host("Home Page") as web,
                filled(regexp_replace(upper(coalesce("Post Code", '')), '[^A-Z0-9]', '', 'g')) as postcode,
                filled(regexp_replace(plain("City"), '[^a-z]+', ' ', 'g')) as city,
                filled(regexp_replace(plain("Address"), '[^a-z]+', '', 'g')) as street,
                nullif(regexp_extract("Address", '[0-9]+'), '') as house
            from (select {columns(path)} from read_csv('{path}', header = true, all_varchar = true)) {where}
        """)
    every = " union all ".join(f"select * from raw_{kind}" for kind in TABLES)
    con.execute(f"""create table frequency as
        select token, count(*) as n from (select unnest(tokens) as token from ({every})) group by token""")
    for kind in TABLES:
        con.execute(f"""
            create table {kind} as
            with ranked as (
                select r.unique_id, t.token, f.n from raw_{kind} r, unnest(r.tokens) as t(token)
                join frequency f on f.token = t.token),
            rare as (select unique_id, list(token order by n, token) as by_rarity from (
                select distinct unique_id, token, n from ranked) group by unique_id)
            select r.* exclude (tokens, email, web),
                coalesce(list_distinct(tokens), []) as tokens,
                filled(array_to_string(tokens, ' ')) as name,
                filled(array_to_string(list_sort(tokens), ' ')) as sorted_name,
                by_rarity[1] as rare_1, by_rarity[2] as rare_2,
                list_filter([phone, mobile], lambda p: p is not null) as phones,
                email,
                case when d.domain is null then coalesce(filled(split_part(email, '@', 2)), web)
                    else web end as domain,
                postcode || '/' || house as door
            from raw_{kind} r left join rare using (unique_id)
            left join public_mail d on d.domain = split_part(r.email, '@', 2)
        """)


def level(condition, label, frequency=None):
    """A level, with term frequencies where it claims that a value is equal."""
    made = cll.CustomLevel(condition, label_for_charts=label)
    return made.configure(tf_adjustment_column=frequency) if frequency else made


def null(condition):
    return cll.CustomLevel(condition, label_for_charts="null").configure(is_null_level=True)


def comparisons():
    rest = cll.ElseLevel()
    return [
        cl.CustomComparison(output_column_name="name", comparison_levels=[
            null("name_l is null or name_r is null"),
            level("sorted_name_l = sorted_name_r", "same words", "sorted_name"),
            level("jaro_winkler_similarity(name_l, name_r) >= 0.95", "jaro-winkler 0.95"),
            level("len(list_intersect(tokens_l, tokens_r)) = least(len(tokens_l), len(tokens_r))", "words within"),
            level("rare_1_l = rare_1_r", "same rarest word", "rare_1"),
            level("jaro_winkler_similarity(name_l, name_r) >= 0.88", "jaro-winkler 0.88"),
            level("len(list_intersect(tokens_l, tokens_r)) > 0", "a word"),
            rest]),
        cl.CustomComparison(output_column_name="vat", comparison_levels=[
            null("vat_l is null or vat_r is null"),
            level("vat_l = vat_r", "equal", "vat"),
            level("damerau_levenshtein(vat_l, vat_r) <= 1", "one slip"),
            rest]),
        cl.CustomComparison(output_column_name="phone", comparison_levels=[
            null("len(phones_l) = 0 or len(phones_r) = 0"),
            level("phone_l = phone_r", "equal", "phone"),
            level("len(list_intersect(phones_l, phones_r)) > 0", "one in common"),
            rest]),
        cl.CustomComparison(output_column_name="email", comparison_levels=[
            null("(email_l is null or email_r is null) and (domain_l is null or domain_r is null)"),
            level("email_l = email_r", "same mailbox", "email"),
            level("domain_l = domain_r", "same domain", "domain"),
            rest]),
        cl.CustomComparison(output_column_name="address", comparison_levels=[
            null("(postcode_l is null or postcode_r is null) and (street_l is null or street_r is null)"),
            level("door_l = door_r", "same door", "door"),
            level("street_l = street_r and house_l = house_r", "same street and number"),
            level("postcode_l = postcode_r", "same post code", "postcode"),
            level("city_l = city_r", "same town", "city"),
            rest]),
    ]


def rule(condition):
    """A blocking rule between contacts and accounts only."""
    return f"{condition} and l.side = r.wanted"


# What records are blocked by, as columns.
KEYS = {
    "by_vat": "vat",
    "by_phone": "phone",
    "by_mobile": "mobile",
    "by_email": "email",
    "by_domain": "domain",
    "by_name": "sorted_name",
    "by_words": "rare_1 || '/' || rare_2",
    "by_word_and_post_code": "rare_1 || '/' || postcode",
    "by_word_and_city": "rare_1 || '/' || city",
    "by_other_word_and_city": "rare_2 || '/' || city",
    "by_door": "door || '/' || street",
    "by_start_and_post_code": "substr(name, 1, 4) || '/' || postcode",
}

# A value that would bring more pairs than this is not blocked by: switchboards, chains and common words, whose records
# meet by other values. Without it the pairs of a million contacts fill a disk.
PAIRS_MAX = 1000

BLOCKING = [rule(f"l.{one} = r.{other}") for one, other in [(key, key) for key in KEYS] + [
    ("by_word_and_city", "by_other_word_and_city"), ("by_other_word_and_city", "by_word_and_city")]]


def block(con):
    """Gives the tables the columns that records are blocked by."""
    for key, value in KEYS.items():
        every = " union all ".join(f"select {value} as value, side from {kind}" for kind in TABLES)
        con.execute(f"""create or replace table often as
            select value from ({every}) where value is not null group by value
            having count(*) filter (side = 'contact') * count(*) filter (side = 'account') > {PAIRS_MAX}""")
        for kind in TABLES:
            con.execute(f"""create or replace table {kind} as
                select t.*, case when o.value is null then {value} end as {key}
                from {kind} t left join often o on o.value = ({value})""")


def link(con):
    """Trains, predicts and clusters; returns the two numbers, the two tables and the probability of each link."""
    api = DuckDBAPI(connection=con)
    frames = [api.register(kind, dataset_display_name=kind, table_name=f"of_{kind}") for kind in TABLES]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=BLOCKING,
        retain_matching_columns=False,
    )
    linker = Linker(frames, settings)
    training = linker.training
    sure = [rule("l.by_vat = r.by_vat and l.rare_1 = r.rare_1"),
            rule("l.by_name = r.by_name and l.postcode = r.postcode"),
            rule("l.by_phone = r.by_phone and l.rare_1 = r.rare_1")]
    training.estimate_probability_two_random_records_match(sure, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for key in ("by_vat", "by_name", "by_phone"):
        training.estimate_parameters_using_expectation_maximisation(rule(f"l.{key} = r.{key}"))
    predictions = linker.inference.predict(threshold_match_probability=THRESHOLD)
    # Dropping ties instead makes DuckDB join all pairs of one probability with each other: 12 GB at 100,000 contacts.
    clusters = linker.clustering.cluster_using_single_best_links(
        predictions, duplicate_free_datasets=list(TABLES), threshold_match_probability=THRESHOLD, ties_method="lowest_id")
    found = con.execute(f"""
        select p.unique_id_l, p.unique_id_r, p.source_dataset_l, p.source_dataset_r, p.match_probability
        from {predictions.physical_name} p
        join {clusters.physical_name} a on a.unique_id = p.unique_id_l and a.source_dataset = p.source_dataset_l
        join {clusters.physical_name} b on b.unique_id = p.unique_id_r and b.source_dataset = p.source_dataset_r
        where a.cluster_id = b.cluster_id and p.match_probability >= {THRESHOLD}
    """).fetchall()
    return found


def write(out, found):
    """The links in the files of a koppel run."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "linked.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Contact No.", "Link to Table", "No.", "Status", "Probability"])
        for left, right, of_left, of_right, probability in found:
            if of_left != "contact":
                (left, right, of_right) = (right, left, of_left)
            rows.writerow([left, CAPTIONS[of_right], right, "linked", f"{probability:.6f}"])
    (out / "review.csv").write_text("Contact No.,Link to Table,No.,Status,Probability,Reason\n", encoding="utf-8")
    (out / "unlinked.csv").write_text("Table,No.,Link to Table,Reason\n", encoding="utf-8")
    manifest = {
        "koppel": f"splink {splink.__version__}",
        "settings": {"decide": {"cardinality": "one-to-one"}},
        "inputs": [{"role": role, "sha256": ""} for role in TABLES.values()],
    }
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def main():
    world, out = Path(sys.argv[1]), Path(sys.argv[2])
    con = duckdb.connect()
    times = {}
    clock = time.monotonic()

    def took(step):
        nonlocal clock
        times[step], clock = time.monotonic() - clock, time.monotonic()

    clean(con, world)
    block(con)
    took("read and clean")
    found = link(con)
    took("train, predict, cluster")
    write(out, found)
    took("write")
    (out / "timings.json").write_text(json.dumps({"stages": times, "links": len(found)}), encoding="utf-8")


main()
