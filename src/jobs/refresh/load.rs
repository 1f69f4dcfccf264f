//! How much of a refresh is under way, and whether there is room for more: so that it needs the same memory however large and
//! however many the answers are.

/// Answers that wait for a parser, compressed, while more are asked for.
const WAITING: usize = 24;
/// Their bytes likewise.
const WAITING_BYTES: usize = 2 << 20;
/// The same with those on their way, as large as the answers before them were.
const FLYING_BYTES: usize = 4 << 20;
/// On their way whatever their size: a few slow ones hold up nobody.
const FLYING: usize = 16;
/// So many more may be on their way with each answer that came, where it is not known how large they are.
const PACE: usize = 4;

/// What is on its way, and what came.
pub struct Load {
    /// Requests whose answer did not come.
    flying: usize,
    /// No more of these, until answers tell how large they are.
    pace: usize,
    /// Answers that wait for a parser or are with one.
    parsing: usize,
    waiting_bytes: usize,
    /// Answers that came, and their bytes.
    came: usize,
    came_bytes: usize,
}

impl Load {
    /// `is_known`: these feeds were read before, so that most answers will be small or none.
    pub const fn new(is_known: bool) -> Self {
        Self {
            flying: 0,
            pace: if is_known { usize::MAX } else { FLYING },
            parsing: 0,
            waiting_bytes: 0,
            came: 0,
            came_bytes: 0,
        }
    }

    /// There is room for one request more than `more`, of `most` at a time.
    pub fn has_room(&self, more: usize, most: usize) -> bool {
        let flying = self.flying + more;
        let mean = self.came_bytes.checked_div(self.came).unwrap_or_default();
        let mean = mean.min(FLYING_BYTES / FLYING);
        flying < most.min(self.pace)
            && self.parsing < WAITING
            && self.waiting_bytes < WAITING_BYTES
            && self.waiting_bytes + flying * mean < FLYING_BYTES
    }

    pub const fn is_idle(&self) -> bool {
        self.flying == 0 && self.parsing == 0
    }

    pub const fn is_parsing(&self) -> bool {
        self.parsing > 0
    }

    pub const fn began(&mut self) {
        self.flying += 1;
    }

    /// An answer of so many bytes.
    pub const fn answered(&mut self, bytes: usize) {
        self.flying -= 1;
        self.pace = self.pace.saturating_add(PACE);
        self.came += 1;
        self.came_bytes += bytes;
    }

    /// For a while nothing came: who is slow to answer keeps nobody waiting.
    pub const fn waited(&mut self) {
        self.pace = self.pace.saturating_add(FLYING);
    }

    /// It waits for a parser.
    pub const fn handed_on(&mut self, bytes: usize) {
        self.parsing += 1;
        self.waiting_bytes += bytes;
    }

    pub const fn parsed(&mut self, bytes: usize) {
        self.parsing -= 1;
        self.waiting_bytes -= bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 64;

    /// Begins what there is room for; answers how many are on their way then.
    fn fill(load: &mut Load) -> usize {
        while load.has_room(0, MOST) {
            load.began();
        }
        load.flying
    }

    fn answer(load: &mut Load, bytes: usize) {
        load.answered(bytes);
        load.handed_on(bytes);
        load.parsed(bytes);
    }

    #[test]
    fn where_sizes_are_not_known_few_are_asked_for_at_first() {
        let mut load = Load::new(false);
        assert_eq!(fill(&mut load), FLYING);
        answer(&mut load, 40_000);
        assert_eq!(fill(&mut load), FLYING + PACE);
        for _ in 0..12 {
            answer(&mut load, 40_000);
        }
        assert_eq!(fill(&mut load), MOST);
    }

    #[test]
    fn who_does_not_answer_keeps_nobody_waiting() {
        let mut load = Load::new(false);
        fill(&mut load);
        for _ in 0..3 {
            load.waited();
        }
        assert_eq!(fill(&mut load), MOST);
    }

    #[test]
    fn what_was_read_before_is_asked_for_at_once() {
        assert_eq!(fill(&mut Load::new(true)), MOST);
    }

    #[test]
    fn large_answers_are_asked_for_a_few_at_a_time() {
        let mut load = Load::new(true);
        load.began();
        answer(&mut load, 350_000);
        assert_eq!(fill(&mut load), FLYING, "16 of at most 256 kB");
        // What waits takes the room of what is on its way.
        for _ in 0..6 {
            load.answered(300_000);
            load.handed_on(300_000);
        }
        assert_eq!(fill(&mut load), FLYING - 6, "10 of 256 kB, 6 of 300");
        load.parsed(300_000);
        assert_eq!(fill(&mut load), FLYING - 5);
        for _ in 0..5 {
            load.parsed(300_000);
        }
        assert_eq!(fill(&mut load), FLYING);
    }

    #[test]
    fn many_that_wait_for_a_parser_are_enough() {
        let mut load = Load::new(true);
        for _ in 0..WAITING {
            load.began();
            load.answered(10);
            load.handed_on(10);
        }
        assert!(!load.has_room(0, MOST) && load.is_parsing());
        load.parsed(10);
        assert!(load.has_room(0, MOST) && !load.has_room(MOST, MOST));
        assert!(!load.is_idle());
    }
}
