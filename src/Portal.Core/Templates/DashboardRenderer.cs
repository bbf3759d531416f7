using Portal.Core.Diagnostics;
using Scriban;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Renders a template to YAML. Without side effects, deterministic, and bounded in time and memory.</summary>
internal static class DashboardRenderer
{
    // Scriban is compiled and its functions are found by the first render of the process; that must not count against whichever template comes first.
    static DashboardRenderer()
    {
        var warmUp = Template.Parse("{{ func f(x); ret x + 1; end; y = { a: [1] }; for i in y.a; if i > 0 && true; f(i) | yaml; $'{i}' | string.upcase; end; end }}");
        var nothing = new TemplateSet { Dashboards = new Dictionary<string, DashboardTemplate>() };
        new RenderContext(nothing, Sandbox.Functions, [], CancellationToken.None).Render(warmUp);
    }

    /// <summary>Renders; null, with an error among the diagnostics, where the template fails.</summary>
    /// <param name="templates">What it may include.</param>
    /// <param name="template">The template; it has parsed.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    /// <param name="cancellation">Stops the render with an exception.</param>
    public static RenderedYaml? Render(TemplateSet templates, DashboardTemplate template, TemplateInputs inputs, ICollection<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var parts = new HashSet<string>(StringComparer.Ordinal);
            var (yaml, cuts) = Run(templates, template, inputs, asSealed: false, parts, cancellation);
            if (!ValueGuard.IsNeeded(inputs, cuts))
            {
                return yaml;
            }
            if (ValueGuard.Check(yaml, RunSealed(templates, template, inputs, parts, cancellation)) is not var (offset, message, remedy))
            {
                return yaml;
            }
            var line = yaml.MarkOf(offset).Line;
            diagnostics.Add(new Diagnostic(DiagnosticCodes.ValueBreaksYaml, Severity.Error, message, yaml.Locate(offset)) { Remedy = remedy, RenderedLine = yaml.Line(line), RenderedLineNumber = line });
        }
        catch (ScriptRuntimeException problem)
        {
            cancellation.ThrowIfCancellationRequested();
            diagnostics.Add(RenderProblems.Of(problem, template.File, RenderTime.Longest));
        }
        return null;
    }

    /// <summary>Null where it fails although the render proper has not: then the template decides by a value's special characters.</summary>
    private static RenderedYaml? RunSealed(TemplateSet templates, DashboardTemplate template, TemplateInputs inputs, HashSet<string> parts, CancellationToken cancellation)
    {
        try
        {
            return Run(templates, template, inputs, asSealed: true, parts, cancellation).Yaml;
        }
        catch (ScriptRuntimeException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static (RenderedYaml Yaml, bool Cuts) Run(TemplateSet templates, DashboardTemplate template, TemplateInputs inputs, bool asSealed, HashSet<string> parts, CancellationToken cancellation)
    {
        using var limit = new RenderTime(cancellation);
        var context = new RenderContext(templates, Sandbox.Functions, inputs.ToScript(asSealed ? SealedText.Seal : text => text), limit.Token) { IsSealed = asSealed, Parts = parts };
        return (new RenderedYaml(template.File, context.Render(template.Body!)) { Parts = parts }, context.Cuts);
    }
}
