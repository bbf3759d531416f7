using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Reads the data of a query for lines.</summary>
/// <param name="maxLines">How many lines there may be.</param>
internal sealed class StreamsReader(int maxLines) : TokenReader
{
    private readonly StreamReader _streams = new(depth: 3, maxLines);
    private readonly CostReader _cost = new();
    private bool _inResult;
    private bool _inStats;
    private bool _hasResult;

    /// <summary>How many lines were too long and have been cut.</summary>
    public int Cut => _streams.Cut;

    /// <summary>What the answer has cost the backend; null where it does not tell.</summary>
    public QueryCost? Cost => _cost.Cost;

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case 2 when json.TokenType == JsonTokenType.PropertyName:
                (_inResult, _inStats) = (json.ValueTextEquals("result"u8), json.ValueTextEquals("stats"u8));
                break;
            case 2 when _inResult:
                _hasResult = json.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null ? true : throw new JsonException("The result is not a list.");
                break;
            case > 2 when _inResult:
                _streams.Token(ref json);
                break;
            case > 2 when _inStats:
                _cost.Token(ref json);
                break;
        }
    }

    /// <summary>The streams, once all is read.</summary>
    /// <exception cref="JsonException">There was no result.</exception>
    public IReadOnlyList<LogStream> Streams() => _hasResult ? _streams.Streams : throw new JsonException("There is no result.");
}
