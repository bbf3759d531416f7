using Portal.Core.Dashboards;
using Portal.Core.Masking;

namespace Portal.Core.Queries.Variables;

/// <summary>An option of a variable.</summary>
/// <param name="Used">What it stands for in queries.</param>
/// <param name="Shown">What the asker is shown of it, and names it by; the same where nothing is masked.</param>
internal readonly record struct OfferedOption(VariableOption Used, VariableOption Shown)
{
    /// <summary>An option that is shown as it is.</summary>
    public static OfferedOption Clear(VariableOption option) => new(option, option);
}

/// <summary>Options as a person with masked fields chooses among them: by what is shown. A value that is typed into an address is not taken, so that nobody finds out by it what there is.</summary>
/// <param name="options">The options, without 'All'.</param>
internal sealed class OfferedOptions(IReadOnlyList<OfferedOption> options)
{
    // Stands for what is not offered.
    private const string Unknown = "\0";

    /// <summary>What is offered, each once. Where some of it is masked, it is sorted by what is shown: the order of what is used would tell of it.</summary>
    public IReadOnlyList<VariableOption> Shown { get; } =
        [.. (options.Any(option => option.Shown != option.Used) ? options.OrderBy(option => option.Shown.Text, StringComparer.Ordinal) : options.AsEnumerable()).Select(option => option.Shown).DistinctBy(option => option.Value)];

    /// <summary>The values that are meant by what was shown. Of several that look the same, a variable with one value has its default, or the first.</summary>
    public IReadOnlyList<string> Meant(Variable variable, IReadOnlyList<string> asked) => [.. asked.SelectMany(shown => Meant(variable, shown)).Distinct(StringComparer.Ordinal)];

    private List<string> Meant(Variable variable, string shown)
    {
        List<string> alike = [.. options.Where(option => option.Shown.Value == shown).Select(option => option.Used.Value)];
        return shown == VariableChoice.All ? [shown]
            : alike.Count == 0 ? [Unknown]
            : variable.Multi ? alike
            : [alike.Find(variable.Default.Contains) ?? alike[0]];
    }

    /// <summary>What is shown of chosen values.</summary>
    public IReadOnlyList<string> ShownOf(IReadOnlyList<string> chosen)
    {
        var shown = options.ToDictionary(option => option.Used.Value, option => option.Shown.Value, StringComparer.Ordinal);
        return [.. chosen.Select(value => shown.GetValueOrDefault(value, value == VariableChoice.All ? value : MaskText.Blank)).Distinct(StringComparer.Ordinal)];
    }
}
