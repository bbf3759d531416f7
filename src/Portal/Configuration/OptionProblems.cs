using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>Collects everything that is wrong with a section of the configuration. Each message begins with the key.</summary>
/// <param name="section">The section's name; empty for the root.</param>
internal sealed class OptionProblems(string section)
{
    private readonly List<string> _messages = [];

    /// <summary>Adds a problem of a key where the condition holds.</summary>
    public void When(bool wrong, string key, string problem)
    {
        if (wrong)
        {
            _messages.Add(section.Length == 0 ? $"{key}: {problem}." : $"{section}:{key}: {problem}.");
        }
    }

    /// <summary>Adds a problem where the value is outside of its range, ends included.</summary>
    public void Range<T>(T value, T min, T max, string key)
        where T : IComparable<T> =>
        When(value.CompareTo(min) < 0 || value.CompareTo(max) > 0, key, $"{value} is not between {min} and {max}");

    /// <summary>Success, or all problems.</summary>
    public ValidateOptionsResult Result() => _messages.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_messages);
}
