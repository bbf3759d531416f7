using Portal.Core.LogQL;
using Portal.Demo.Logs;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>Reads the lines of a selector through a pipeline's stages.</summary>
internal sealed class LogPipelineReader
{
    private readonly LogStore _store;
    private readonly IReadOnlyList<LogSource> _sources;
    private readonly LineStage[] _stages;

    public LogPipelineReader(LogStore store, LogPipeline pipeline)
    {
        _store = store;
        _sources = store.Select([.. pipeline.Selector.Matchers.Select(m => new CompiledMatcher(m))]);
        _stages = Stages.Compile(pipeline.Stages);
    }

    public IReadOnlyList<LogSource> Sources => _sources;

    /// <summary>The lines that every stage lets through; each is good until the next is asked for.</summary>
    public IEnumerable<LineState> Read(long fromNs, long untilNs, bool forward, CancellationToken cancellation)
    {
        var line = new LineState();
        foreach (var entry in _store.Read(_sources, fromNs, untilNs, forward))
        {
            cancellation.ThrowIfCancellationRequested();
            line.Reset(entry);
            if (Array.TrueForAll(_stages, stage => stage(line)))
            {
                yield return line;
            }
        }
    }
}
