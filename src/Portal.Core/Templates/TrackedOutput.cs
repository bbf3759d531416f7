using System.Text;
using Portal.Core.Diagnostics;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Takes what a render writes and remembers who wrote it.</summary>
internal sealed class TrackedOutput(RenderContext context) : IScriptOutput
{
    private readonly StringBuilder _text = new();
    private readonly List<Piece> _pieces = [];

    /// <summary>Where the character at this offset of the text comes from; the file alone where nothing was written.</summary>
    public SourceLocation Locate(int offset, string file)
    {
        var at = Find(offset);
        return at < 0 ? new SourceLocation(file) : _pieces[at].Locate(offset);
    }

    /// <inheritdoc/>
    public void Write(string text, int offset, int count)
    {
        if (count <= 0)
        {
            return;
        }
        var start = _text.Length;
        if (context.PartOf(text) is { } part)
        {
            Take(part, offset, count, start);
        }
        else if (context.CurrentNode is ScriptRawStatement raw)
        {
            Add(ReferenceEquals(raw.Text.FullText, text)
                ? new Piece(start, raw.Span.FileName, text, offset, 0, 0)
                : new Piece(start, raw.Span.FileName, null, 0, raw.Span.Start.Line + 1, raw.Span.Start.Column + 1));
        }
        else if ((context.Writer ?? context.CurrentNode) is { } writer)
        {
            Add(new Piece(start, writer.Span.FileName, null, 0, writer.Span.Start.Line + 1, writer.Span.Start.Column + 1));
        }
        _text.Append(text, offset, count);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Take(TrackedOutput part, int offset, int count, int start)
    {
        for (var at = Math.Max(0, part.Find(offset)); at < part._pieces.Count && part._pieces[at].Start < offset + count; at++)
        {
            var piece = part._pieces[at];
            var skipped = Math.Max(0, offset - piece.Start);
            Add(piece with { Start = start + piece.Start + skipped - offset, SourceOffset = piece.SourceOffset + skipped });
        }
    }

    private void Add(Piece piece)
    {
        // A loop that writes the same line again and again, char by char, needs one piece.
        if (_pieces.Count > 0 && _pieces[^1].Continues(piece))
        {
            return;
        }
        _pieces.Add(piece);
    }

    /// <summary>The last piece that starts at or before the offset; -1 where there is none.</summary>
    private int Find(int offset)
    {
        var (low, high) = (0, _pieces.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_pieces[middle].Start <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return high;
    }

    /// <summary>A part of the text: copied from a template's source at an offset, or made by the code at a line and column.</summary>
    private readonly record struct Piece(int Start, string File, string? Source, int SourceOffset, int Line, int Column)
    {
        public bool Continues(Piece next) =>
            File == next.File && ReferenceEquals(Source, next.Source) && Line == next.Line && Column == next.Column && (Source is null || SourceOffset + next.Start - Start == next.SourceOffset);

        public SourceLocation Locate(int offset)
        {
            if (Source is null)
            {
                return new SourceLocation(File, Line, Column);
            }
            var before = Source.AsSpan(0, Math.Min(Source.Length, SourceOffset + Math.Max(0, offset - Start)));
            return new SourceLocation(File, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
        }
    }
}
