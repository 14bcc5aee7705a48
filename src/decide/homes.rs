//! Where a record may have several partners: which of them are at its own door.

use crate::decide::assign::Edge;
use crate::decide::belief::Exclusive;
use crate::score::{Aspect, Evidence, Level};

/// What the addresses say of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doors {
    /// They are at one door.
    Same,
    /// They are at two.
    Parted,
    /// They are at two in one town, within which most firms move that do.
    AcrossTown,
    /// They may be at one.
    Unknown,
}

impl Doors {
    /// What the addresses say, by the level that was found.
    pub(super) fn of(evidence: &Evidence) -> Self {
        match evidence.of(Aspect::Address).level {
            Level::SameDoor | Level::SameBuilding => Self::Same,
            Level::OtherStreet => Self::AcrossTown,
            Level::OtherNumber | Level::Elsewhere | Level::OtherCountry => Self::Parted,
            _ => Self::Unknown,
        }
    }
}

/// The partners that records have at their own doors.
#[derive(Default)]
pub(super) struct Homes {
    /// What the addresses say of each edge; empty where no record may have several partners.
    doors: Vec<Doors>,
    /// The weight of the best edge that each contact, and each account, has at its own door.
    of_left: Vec<i32>,
    of_right: Vec<i32>,
}

/// How much likelier another branch is where one is known to be listed: a business seen at two places beside one that is
/// seen at one.
const LISTED_AS_WELL: f64 = 30.0;

impl Homes {
    /// The homes of the records of a component.
    pub(super) fn of(exclusive: Exclusive, doors: Vec<Doors>, edges: &[Edge], [lefts, rights]: [usize; 2]) -> Self {
        let (mut of_left, mut of_right) = (vec![i32::MIN; lefts], vec![i32::MIN; rights]);
        for (edge, _) in edges.iter().zip(&doors).filter(|&(_, &doors)| doors == Doors::Same) {
            let sides = [(exclusive.left, &mut of_left[edge.left]), (exclusive.right, &mut of_right[edge.right])];
            sides.into_iter().filter(|(exclusive, _)| !exclusive).for_each(|(_, best)| *best = edge.weight.max(*best));
        }
        Self { doors, of_left, of_right }
    }

    /// How much likelier than it seems alone another branch is. Who has a better partner at the own door has in one
    /// elsewhere more likely another branch, listed as well, than the same before it moved.
    pub(super) fn doubt(&self, at: usize, edge: Edge) -> f64 {
        let parted = self.doors.get(at) == Some(&Doors::Parted);
        let better = || self.of_left[edge.left].max(self.of_right[edge.right]) > edge.weight;
        if parted && better() { LISTED_AS_WELL } else { 1.0 }
    }
}
