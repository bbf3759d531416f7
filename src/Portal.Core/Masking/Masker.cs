using System.Text.RegularExpressions;
using Portal.Core.Tenancy;

namespace Portal.Core.Masking;

/// <summary>
/// Masks texts for one role by a tenant's rules. What cannot be looked through, because it is too long or an expression takes too long, is blank. Masking what was masked changes nothing.
/// Safe to use from several threads, but for what <see cref="ForAnswer"/> gives.
/// </summary>
public sealed class Masker
{
    /// <summary>The longest text that is looked through, in characters.</summary>
    public const int LongestText = 128 * 1024;

    private const int Deepest = 3;
    private const int MostRounds = 6;
    private const int MostReadings = 5;

    private readonly FieldNames _fields;
    private readonly IReadOnlyList<(Detector Detector, MaskEffect Effect)> _detectors;
    private readonly IReadOnlyList<(Regex Pattern, MaskEffect Effect)> _patterns;

    private readonly AnswerDeadline? _deadline;

    private Masker(FieldNames fields, IReadOnlyList<(Detector, MaskEffect)> detectors, IReadOnlyList<(Regex, MaskEffect)> patterns, AnswerDeadline? deadline = null) =>
        (_fields, _detectors, _patterns, _deadline) = (fields, detectors, patterns, deadline);

    /// <summary>A role's masker; null where the rules leave all as it is.</summary>
    internal static Masker? Of(IReadOnlyList<MaskingRule> rules, Role role, IReadOnlySet<string> kept)
    {
        var acting = rules.Select(rule => (Rule: rule, Effect: rule.For(role))).Where(rule => rule.Effect != MaskEffect.Clear).ToList();
        return acting.Count == 0 ? null : new Masker(
            new FieldNames(acting.SelectMany(rule => rule.Rule.Fields.Select(name => (name, rule.Effect))), kept),
            [.. acting.Where(rule => rule.Rule.Detector is not null).Select(rule => (rule.Rule.Detector!.Value, rule.Effect))],
            [.. acting.Where(rule => rule.Rule.Pattern is not null).Select(rule => (rule.Rule.Pattern!, rule.Effect))]);
    }

    /// <summary>Whether the answer's deadline was reached: what came after it is blank.</summary>
    public bool GaveUp => _deadline?.WasReached == true;

    /// <summary>The same for one answer: twenty seconds after its first text nothing more is looked through, and all else is blank.</summary>
    public Masker ForAnswer(TimeProvider time) => new(_fields, _detectors, _patterns, new AnswerDeadline(time));

    /// <summary>Whether the values of a name are masked, whatever they are.</summary>
    public bool Masks(string name) => _fields.Of(name) != MaskEffect.Clear;

    /// <summary>A value of a label, field or attribute, masked.</summary>
    public string Value(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Masked(_fields.Of(name), value, 0);
    }

    /// <summary>Whether the value is not shown as it is.</summary>
    public bool Hides(string name, string value) => !string.Equals(Value(name, value), value, StringComparison.Ordinal);

    /// <summary>Labels with their values masked; the same where none is.</summary>
    public IReadOnlyDictionary<string, string> Labels(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Dictionary<string, string>? masked = null;
        foreach (var (name, value) in labels)
        {
            var shown = Value(name, value);
            if (!ReferenceEquals(shown, value) && shown != value)
            {
                (masked ??= new Dictionary<string, string>(labels, StringComparer.Ordinal))[name] = shown;
            }
        }
        return masked ?? labels;
    }

    /// <summary>A text of any kind, such as a line, masked: fields in it, what detectors find, what patterns match.</summary>
    public string Text(string text) => Text(text, 0);

    // A field that is shown in part is blank where something in it would be.
    private string Masked(MaskEffect effect, string value, int depth)
    {
        if (effect == MaskEffect.Clear)
        {
            return Text(value, depth);
        }
        if (value.Length > 0 && _deadline?.IsOver() == true)
        {
            return MaskText.Blank;
        }
        try
        {
            return MaskText.Apply(effect == MaskEffect.Partial && (value.Length > LongestText || Spans(value).Exists(span => span.Effect == MaskEffect.Blank)) ? MaskEffect.Blank : effect, value);
        }
        catch (RegexMatchTimeoutException)
        {
            return MaskText.Blank;
        }
    }

    private string Text(string text, int depth)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return text;
        }
        if (text.Length > LongestText || _deadline?.IsOver() == true)
        {
            return MaskText.Blank;
        }
        try
        {
            // What is left when something was masked may be something by itself. Mostly it is not, and the second round is the last.
            for (var rounds = 0; rounds < (depth == 0 ? MostRounds : 1); rounds++)
            {
                var read = Json(text, depth);
                var masked = MaskSpan.Apply(read, Spans(read));
                if (masked == text)
                {
                    return masked;
                }
                text = masked;
            }
            return depth == 0 ? MaskText.Blank : text;
        }
        catch (RegexMatchTimeoutException)
        {
            return MaskText.Blank;
        }
    }

    // Texts in JSON may be lines themselves.
    private string Json(string text, int depth)
    {
        var first = text.AsSpan().TrimStart();
        return first.Length > 0 && first[0] is '{' or '[' && depth < Deepest ? JsonFields.Mask(text, _fields, (effect, inner) => Masked(effect, inner, depth + 1)) ?? text : text;
    }

    // Found in the text as it stands, and in what it means where something in it is escaped, once or several times.
    private List<MaskSpan> Spans(string text)
    {
        var spans = new List<MaskSpan>();
        Find(text, spans);
        var (meant, readings) = (Decoded.Read(text), 0);
        for (; meant is not null && readings < MostReadings; meant = meant.Again(), readings++)
        {
            var found = new List<MaskSpan>();
            Find(meant.Text, found);
            spans.AddRange(found.Select(meant.Back));
        }
        if (meant is not null)
        {
            spans.Add(new MaskSpan(0, text.Length, MaskEffect.Blank));
        }
        return spans;
    }

    private void Find(string text, List<MaskSpan> spans)
    {
        if (!_fields.IsEmpty)
        {
            LooseFields.Find(text, _fields, spans);
        }
        Detectors.Find(text, _detectors, spans);
        foreach (var (pattern, effect) in _patterns)
        {
            if (_deadline?.IsOver() == true)
            {
                throw new RegexMatchTimeoutException(text, pattern.ToString(), AnswerDeadline.Longest);
            }
            spans.AddMatches(pattern, text, effect);
        }
    }
}
