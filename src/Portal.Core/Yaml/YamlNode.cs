namespace Portal.Core.Yaml;

/// <summary>A place in YAML text, both from 1.</summary>
/// <param name="Line">Line.</param>
/// <param name="Column">Column.</param>
public readonly record struct YamlMark(int Line, int Column);

/// <summary>A node of a YAML document that knows its place.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
public abstract record YamlNode(YamlMark Start, YamlMark End)
{
    /// <summary>What to call the node in a message.</summary>
    public abstract string Noun { get; }
}

/// <summary>A scalar.</summary>
/// <param name="Text">Its text, escapes resolved.</param>
/// <param name="IsPlain">Whether it was written without quotes and not as a block, so that <c>5</c>, <c>true</c> and <c>null</c> are no texts.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record YamlScalar(string Text, bool IsPlain, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    /// <inheritdoc/>
    public override string Noun => IsNull ? "nothing" : "a single value";

    /// <summary>Where its text begins: behind an opening quote, or below the mark of a block, at the block's indentation.</summary>
    public YamlMark TextStart { get; init; } = Start;

    /// <summary>Whether it stands for no value: empty, <c>~</c> or <c>null</c>, without quotes.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record YamlSequence(IReadOnlyList<YamlNode> Items, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    /// <inheritdoc/>
    public override string Noun => "a list";
}

/// <summary>A mapping. Its keys are scalars and each stands once.</summary>
/// <param name="Entries">In the text's order.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    /// <inheritdoc/>
    public override string Noun => "a mapping";
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
