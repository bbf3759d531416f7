using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Reads a message of a tail: streams, and how many entries the backend has dropped.</summary>
/// <param name="maxLines">How many lines there may be.</param>
internal sealed class TailFrameReader(int maxLines) : TokenReader
{
    private readonly StreamReader _streams = new(depth: 2, maxLines);
    private bool _inStreams;
    private bool _inDropped;
    private bool _isFrame;

    /// <summary>How many entries the backend has dropped.</summary>
    public long Dropped { get; private set; }

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case 0 when json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject):
                throw new JsonException("The message is not an object.");
            case 1 when json.TokenType == JsonTokenType.PropertyName:
                _inStreams = json.ValueTextEquals("streams"u8);
                _inDropped = json.ValueTextEquals("dropped_entries"u8);
                _isFrame |= _inStreams || _inDropped;
                break;
            case 2 when _inDropped && json.TokenType == JsonTokenType.StartObject:
                Dropped++;
                break;
            case > 1 when _inStreams:
                _streams.Token(ref json);
                break;
        }
    }

    /// <summary>The streams, once all is read.</summary>
    /// <exception cref="JsonException">This was no message of a tail.</exception>
    public IReadOnlyList<LogStream> Streams() => _isFrame ? _streams.Streams : throw new JsonException("This is no message of a tail.");
}
