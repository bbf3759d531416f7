using System.Text.RegularExpressions;

namespace Portal.Core.Masking;

/// <summary>Finds e-mail addresses and tokens. No expression backtracks.</summary>
internal static class TextDetectors
{
    // Long enough that a machine which stands still for a moment hides nothing that may be seen; a masked answer as a whole has a deadline.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Regex Address = Compile(@"[\p{L}\p{M}\p{N}._%+'-]+(?:@|%40)(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*\.)+\p{L}[\p{L}\p{M}]{1,23}");

    // A JSON Web Token, and keys that say by their beginning what they are.
    private static readonly Regex Shape = Compile(
        @"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]+)*" +
        @"|\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|\bsk-[A-Za-z0-9_-]{20,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}" +
        @"|\bxox[a-z]-[A-Za-z0-9-]{10,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{30,}|\bya29\.[A-Za-z0-9_-]{20,}|\bnpm_[A-Za-z0-9]{30,}|\bptl_[A-Za-z0-9_-]{20,}" +
        @"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z ]*PRIVATE KEY-----)?");

    // What follows a word that announces it.
    private static readonly Regex Announced = Compile(@"(?i)(?:\b(?:bearer|basic)(?:\s|%20|\+)+)([A-Za-z0-9+/_.~=-]{8,})");
    private static readonly Regex Named = Compile(
        @"(?i)(?:password|passwd|\bpwd|secret|token|session(?:[_-]?id)?|api[_-]?key|apikey|access[_-]?key|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|client[_-]?secret|secret[_-]?key|private[_-]?key)" +
        "[\"'\\\\]*\\s*[:=]\\s*[\"'\\\\]*([^\\s\"'&,;{}()\\[\\]\\\\]+)");

    private static readonly Regex Authorization = Compile(@"(?i)authorization[""'\\]*\s*[:=]\s*[""'\\\[]*(?:(?:bearer|basic|token|digest|negotiate)\s+)?([^\s""'\\,;{}\[\]]+)");

    /// <summary>E-mail addresses, their @ perhaps encoded as in addresses of pages.</summary>
    public static void Addresses(string text, MaskEffect effect, List<MaskSpan> spans)
    {
        if (text.Contains('@', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal))
        {
            spans.AddMatches(Address, text, effect);
        }
    }

    /// <summary>Tokens and keys. Nothing of them is shown, whatever the effect: their beginning tells what they open, and their end is compared in support.</summary>
    public static void Tokens(string text, List<MaskSpan> spans)
    {
        spans.AddMatches(Shape, text, MaskEffect.Blank);
        // 'basic authentication' is none.
        spans.AddMatches(Announced, text, MaskEffect.Blank, group: 1, found => found.Length >= 20 || found.Any(char.IsDigit));
        spans.AddMatches(Authorization, text, MaskEffect.Blank, group: 1);
        spans.AddMatches(Named, text, MaskEffect.Blank, group: 1);
    }

    /// <summary>An expression that does not backtrack, and gives up after a while.</summary>
    public static Regex Compile(string pattern, RegexOptions more = RegexOptions.None) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | more, Patience);
}
