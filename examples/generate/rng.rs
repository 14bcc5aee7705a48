//! The random numbers of the generator: xoshiro256**, seeded by splitmix64 (Blackman and Vigna, public domain; <https://prng.di.unimi.it>).
//! The same seed gives the same numbers on every machine and in every later version: no other source of chance is used.

/// A stream of random numbers.
pub struct Rng {
    state: [u64; 4],
}

/// One step of splitmix64: spreads a counter or a seed over all bits.
pub const fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        let a = mix(seed);
        let b = mix(a);
        let c = mix(b);
        Self { state: [a, b, c, mix(c)] }
    }

    /// 64 random bits.
    pub fn next(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A whole number below `n` (0 when `n` is 0).
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low)
    }

    /// A number from 0 to 1, 1 not included.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in this share of the cases.
    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// One of a list, each as likely; "" of an empty list.
    pub fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    /// The number of one of a list of weights.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A rank from 0 upwards without end, by the law of Lomax (the whole-number form of Zipf and Mandelbrot): the first `scale` ranks are about as likely
    /// as each other, after that the likelihood falls with the power `tail` + 1. The number of distinct ranks among n draws grows about as n to the power
    /// 1 / (tail + 1): Heaps' law.
    pub fn rank(&mut self, scale: f64, tail: f64) -> usize {
        let u = 1.0 - self.share();
        (scale * (u.powf(-1.0 / tail) - 1.0)).min(1e12) as usize
    }
}
