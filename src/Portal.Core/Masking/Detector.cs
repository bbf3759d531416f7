namespace Portal.Core.Masking;

/// <summary>What the portal finds by its shape.</summary>
public enum Detector
{
    /// <summary>National identity numbers, see <see cref="NationalIds"/>.</summary>
    NationalId,
    /// <summary>Phones' numbers.</summary>
    Phone,
    /// <summary>Cards' numbers.</summary>
    Card,
    /// <summary>E-mail addresses.</summary>
    Email,
    /// <summary>Tokens and keys; always blank.</summary>
    Token,
}

/// <summary>The names of detectors, and what they find.</summary>
public static class Detectors
{
    /// <summary>The names as they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["national-id", "phone", "card", "e-mail", "token"];

    /// <summary>The name as it is written.</summary>
    public static string Name(this Detector detector) => Names[(int)detector];

    /// <summary>Adds what the detectors find in a text.</summary>
    internal static void Find(string text, IReadOnlyList<(Detector Detector, MaskEffect Effect)> detectors, List<MaskSpan> spans)
    {
        DigitGroups? groups = null;
        var read = false;
        foreach (var (detector, effect) in detectors)
        {
            if (detector is Detector.Email)
            {
                TextDetectors.Addresses(text, effect, spans);
                continue;
            }
            if (detector is Detector.Token)
            {
                TextDetectors.Tokens(text, spans);
                continue;
            }
            if (!read)
            {
                (groups, read) = (DigitGroups.Read(text), true);
            }
            if (groups is null)
            {
                continue;
            }
            switch (detector)
            {
                case Detector.Phone: NumberDetectors.Phones(text, groups, effect, spans); break;
                case Detector.Card: NumberDetectors.Cards(groups, effect, spans); break;
                default: NationalIds.Find(text, groups, effect, spans); break;
            }
        }
    }
}
