using Portal.Core.Diagnostics;
using Portal.Core.Yaml;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>The context of one render: its limits, its includes, and who writes.</summary>
internal sealed class RenderContext : TemplateContext
{
    /// <summary>How many characters a dashboard, and each text on the way to it, may have.</summary>
    public const int MaxCharacters = 1 << 20;

    /// <summary>How many iterations all loops of a render may have together.</summary>
    public const int MaxIterations = 20_000;

    /// <summary>How deeply functions and includes may call each other.</summary>
    public const int MaxCalls = 50;

    private const int LongestName = 100;

    private readonly TemplateSet _templates;
    private ScriptNode? _root;
    private (string Text, TrackedOutput Output)? _part;
    private TrackedOutput? _finished;

    public RenderContext(TemplateSet templates, ScriptObject functions, ScriptObject inputs, CancellationToken cancellation) : base(functions)
    {
        _templates = templates;
        CancellationToken = cancellation;
        StrictVariables = true;
        LoopLimit = MaxIterations;
        RecursiveLimit = MaxCalls;
        // By the clock and not by what was worked: shorter, and a machine that stands still for a moment would have a good revision refused.
        RegexTimeOut = RenderTime.Longest;
        LimitToString = MaxCharacters;
        OutputLimit = MaxCharacters;
        OnStringLimit = ScriptLimitBehavior.Throw;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        ObjectRecursionLimit = 20;
        PushGlobal(inputs);
        PushGlobal(new OwnNames());
    }

    /// <summary>Whether values are sealed in this render.</summary>
    public bool IsSealed { get; init; }

    /// <summary>Takes the parts that are included, by path below <c>templates/</c>.</summary>
    public HashSet<string> Parts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether a text was cut, so that a harmless value may not be harmless any more.</summary>
    public bool Cuts { get; set; }

    /// <summary>The statement that was evaluated last: the one that writes when a block writes a result.</summary>
    public ScriptNode? Writer { get; private set; }

    /// <summary>The text of the part that was rendered last, by reference, with its origins; null where another text is written.</summary>
    public TrackedOutput? PartOf(string text) => _part is var (part, output) && ReferenceEquals(part, text) ? output : null;

    /// <summary>Renders the template.</summary>
    public TrackedOutput Render(Template template)
    {
        var output = new TrackedOutput(this);
        _root = template.Page;
        PushOutput(output);
        template.Render(this);
        return output;
    }

    /// <summary>Renders a part to a text.</summary>
    public string RenderPart(Template part, ScriptArray arguments, ScriptNode? caller)
    {
        _finished = null;
        var text = RenderTemplate(part, arguments, caller);
        _part = _finished is null ? null : (text, _finished);
        return text;
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (scriptNode is ScriptPage && scriptNode != _root)
        {
            return EvaluatePart(scriptNode, aliasReturnedFunction);
        }
        var result = IsSealed && scriptNode is ScriptBinaryExpression { Left: not null, Right: not null, Operator: >= ScriptBinaryOperator.CompareEqual and <= ScriptBinaryOperator.CompareGreater } comparison
            ? Compare(comparison)
            : base.Evaluate(scriptNode, aliasReturnedFunction);
        if (scriptNode is ScriptStatement)
        {
            Writer = scriptNode;
        }
        Cuts |= result is char;
        return result switch
        {
            // A list that is computed only when it is read can be nested without end, and reading it then takes the whole stack.
            ScriptRange lazy => Materialize(lazy, scriptNode!),
            string { Length: > MaxCharacters } => throw TooLarge(scriptNode!, $"A text grows beyond {MaxCharacters:N0} characters."),
            ScriptArray { Count: > MaxIterations } => throw TooLarge(scriptNode!, $"A list grows beyond {MaxIterations:N0} items."),
            _ => result,
        };
    }

    public override string? GetTemplatePathFromName(string? templateName, ScriptNode? callerContext)
    {
        var span = callerContext?.Span ?? CurrentSpan;
        templateName = templateName is null ? null : SealedText.Open(templateName);
        if (templateName is not null && _templates.Partials.ContainsKey(templateName))
        {
            return templateName;
        }
        var (message, remedy) = templateName switch
        {
            null or "" => ("'include' names nothing.", "Name a file below templates/, such as 'partials/requests.sbn'."),
            _ when IsOutside(templateName) => ($"'{Excerpt.Of(templateName, LongestName)}' is not below templates/.", "Name a file by its path below templates/, without '..', such as 'partials/requests.sbn'."),
            _ when _templates.Broken.Contains(templateName) => ($"The part '{templateName}' has errors of its own.", (string?)null),
            _ when _templates.Dashboards.ContainsKey(templateName.Replace(".yaml.sbn", "", StringComparison.Ordinal)) => ($"'{templateName}' is a dashboard of its own and cannot be included.", "Move what both need into a part without front matter."),
            _ => ($"There is no part '{Excerpt.Of(templateName, LongestName)}' below templates/.", Suggestion.DidYouMean(templateName, [.. _templates.Partials.Keys])),
        };
        throw new TemplateException(span, DiagnosticCodes.IncludeRefused, message, remedy);
    }

    public override void Import(SourceSpan span, object objectToImport)
    {
        if (objectToImport is ScriptObject imported && imported.Keys.FirstOrDefault(ShadowedNames.IsGiven) is { } name)
        {
            throw OwnNames.Refuse(span, name);
        }
        base.Import(span, objectToImport);
    }

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        Parts.Add(templatePath);
        return _templates.Partials[templatePath];
    }

    private static ScriptArray Materialize(ScriptRange lazy, ScriptNode node)
    {
        var list = new ScriptArray();
        foreach (var item in lazy)
        {
            if (list.Count >= MaxIterations)
            {
                throw TooLarge(node, $"A list grows beyond {MaxIterations:N0} items.");
            }
            list.Add(item);
        }
        return list;
    }

    private static TemplateException TooLarge(ScriptNode node, string message) => new(node.Span, DiagnosticCodes.TemplateLimit, message, "Build less at once.");

    // What is compared is not written: values are compared as they are.
    private object? Compare(ScriptBinaryExpression node) => ScriptBinaryExpression.Evaluate(
        this, node.Span, node.Operator, WatchedFunction.Open(Evaluate(node.Left, false)), WatchedFunction.Open(Evaluate(node.Right, false)));

    private object? EvaluatePart(ScriptNode page, bool aliasReturnedFunction)
    {
        var output = new TrackedOutput(this);
        PushOutput(output);
        object? result;
        try
        {
            result = base.Evaluate(page, aliasReturnedFunction);
            if (result is not null && EnableOutput)
            {
                Write(page.Span, result);
            }
        }
        finally
        {
            PopOutput();
        }
        var text = output.ToString();
        Output.Write(text, 0, text.Length);
        _finished = output;
        return null;
    }

    private static bool IsOutside(string name) =>
        name[0] is '/' or '~' || name.Contains('\\') || name.Contains(':') || name.Contains('\0') || name.Split('/').Any(segment => segment is ".." or "." or "");

    /// <summary>What the template names itself, however it does so.</summary>
    private sealed class OwnNames : ScriptObject
    {
        public override bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) =>
            ShadowedNames.IsGiven(member) ? throw Refuse(span, member) : base.TrySetValue(context!, span, member, value, readOnly);

        public static TemplateException Refuse(SourceSpan span, string name) => new(span, DiagnosticCodes.ShadowedName, RenderProblems.ShadowedMessage(name), RenderProblems.ShadowedRemedy);
    }
}
