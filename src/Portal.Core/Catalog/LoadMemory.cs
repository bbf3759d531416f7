namespace Portal.Core.Catalog;

/// <summary>
/// What the last load and the last good one have read and checked, so that the next one does only what is new: it reads changed files, and renders the dashboards
/// whose template, parts, tenant or services have changed. Bounded by what these two revisions hold. Safe to use from several threads.
/// </summary>
public sealed class LoadMemory
{
    private readonly Lock _lock = new();
    private LoadNotes? _last;
    private LoadNotes? _good;

    /// <summary>A memory of its own that knows what this one does now: for loads that must not push out what is remembered here.</summary>
    public LoadMemory Copy()
    {
        lock (_lock)
        {
            return new LoadMemory { _last = _last, _good = _good };
        }
    }

    /// <summary>Begins a load that may use what is remembered.</summary>
    internal LoadNotes Begin()
    {
        lock (_lock)
        {
            return new LoadNotes([.. new[] { _last, _good }.OfType<LoadNotes>().Distinct()]);
        }
    }

    /// <summary>Remembers a load that has come to its end.</summary>
    internal void Keep(LoadNotes notes, bool good)
    {
        notes.Close();
        lock (_lock)
        {
            _last = notes;
            _good = good ? notes : _good;
        }
    }
}
