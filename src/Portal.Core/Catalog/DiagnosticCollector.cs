using Portal.Core.Diagnostics;

namespace Portal.Core.Catalog;

/// <summary>Collects diagnostics of many bindings, from several threads: one for each code, place and message, and not without bound.</summary>
internal sealed class DiagnosticCollector
{
    private const int Most = 1_000;
    private readonly Dictionary<(string Code, SourceLocation Location, string Message), (Diagnostic Diagnostic, int Index)> _found = [];
    private readonly Lock _lock = new();
    private int _leftOut;
    private Severity _worstLeftOut;

    /// <summary>Adds what a binding has; of equal ones that of the first binding is kept.</summary>
    public void Add(IReadOnlyList<Diagnostic> diagnostics, int index)
    {
        if (diagnostics.Count == 0)
        {
            return;
        }
        lock (_lock)
        {
            foreach (var diagnostic in diagnostics)
            {
                Add(diagnostic, index);
            }
        }
    }

    /// <summary>All, ordered by place.</summary>
    public IReadOnlyList<Diagnostic> ToList()
    {
        lock (_lock)
        {
            var all = _found.Values.Select(f => f.Diagnostic).OrderBy(d => d.Location).ThenByDescending(d => d.Severity).ThenBy(d => d.Message, StringComparer.Ordinal).ToList();
            if (_leftOut > 0)
            {
                all.Add(new Diagnostic(DiagnosticCodes.TooMany, _worstLeftOut, $"{_leftOut:N0} more are left out.", new SourceLocation(".")) { Remedy = "Mend the others first." });
            }
            return all;
        }
    }

    private void Add(Diagnostic diagnostic, int index)
    {
        var key = (diagnostic.Code, diagnostic.Location, diagnostic.Message);
        if (_found.TryGetValue(key, out var known))
        {
            var first = index < known.Index ? diagnostic : known.Diagnostic;
            _found[key] = (first with { Occurrences = known.Diagnostic.Occurrences + diagnostic.Occurrences }, Math.Min(index, known.Index));
        }
        else if (_found.Count < Most)
        {
            _found[key] = (diagnostic, index);
        }
        else
        {
            _leftOut += diagnostic.Occurrences;
            _worstLeftOut = (Severity)Math.Max((int)_worstLeftOut, (int)diagnostic.Severity);
        }
    }
}
