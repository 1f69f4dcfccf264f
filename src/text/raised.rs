//! Raised and lowered digits and letters, as far as Unicode has signs for them.

const RAISED: (&str, &str) = (
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
);

const LOWERED: (&str, &str) = (
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
);

/// `2` → `²`
#[must_use]
pub fn raised(c: char) -> Option<char> {
    sign(RAISED, c)
}

/// `²`
#[must_use]
pub fn is_raised(c: char) -> bool {
    RAISED.1.contains(c)
}

/// `2` → `₂`
#[must_use]
pub fn lowered(c: char) -> Option<char> {
    sign(LOWERED, c)
}

fn sign((plain, signs): (&str, &str), wanted: char) -> Option<char> {
    let mut pairs = plain.chars().zip(signs.chars());
    pairs.find_map(|(from, to)| (from == wanted).then_some(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_where_their_letters_do() {
        assert_eq!((raised('2'), raised('χ')), (Some('²'), Some('ᵡ')));
        assert_eq!((lowered('2'), lowered('χ')), (Some('₂'), Some('ᵪ')));
        assert_eq!((raised('q'), lowered('b')), (None, None));
    }
}
