using Scriban.Parsing;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Finds where a template would give a name of its own to something that is given: an input or a function.</summary>
internal static class ShadowedNames
{
    /// <summary>The names that are given.</summary>
    public static bool IsGiven(string name) => Sandbox.Names.Contains(name) || TemplateInputs.Names.Contains(name);

    /// <summary>The shadowing names with their places.</summary>
    public static IReadOnlyList<(string Name, SourceSpan Span)> Find(ScriptNode? node)
    {
        var finder = new Finder();
        if (node is not null)
        {
            finder.Visit(node);
        }
        return finder.Found;
    }

    private sealed class Finder : ScriptVisitor
    {
        public List<(string, SourceSpan)> Found { get; } = [];

        public override void Visit(ScriptAssignExpression? node)
        {
            Check(node?.Target);
            base.Visit(node);
        }

        public override void Visit(ScriptIncrementDecrementExpression? node)
        {
            Check(node?.Right);
            base.Visit(node);
        }

        public override void Visit(ScriptCaptureStatement? node)
        {
            Check(node?.Target);
            base.Visit(node);
        }

        public override void Visit(ScriptForStatement? node)
        {
            Check(node?.Variable);
            base.Visit(node);
        }

        public override void Visit(ScriptTableRowStatement? node)
        {
            Check(node?.Variable);
            base.Visit(node);
        }

        public override void Visit(ScriptFunction? node)
        {
            Check(node?.NameOrDoToken);
            foreach (var parameter in node?.Parameters ?? Enumerable.Empty<ScriptParameter>())
            {
                Check(parameter.Name);
            }
            base.Visit(node);
        }

        private void Check(ScriptNode? target)
        {
            if (target is ScriptVariableGlobal variable && IsGiven(variable.Name))
            {
                Found.Add((variable.Name, variable.Span));
            }
        }
    }
}
