using Portal.Core.Diagnostics;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Renders a template to YAML. Without side effects, deterministic, and bounded in time and memory.</summary>
internal static class DashboardRenderer
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Renders; null, with an error among the diagnostics, where the template fails.</summary>
    /// <param name="templates">What it may include.</param>
    /// <param name="template">The template; it has parsed.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    /// <param name="cancellation">Stops the render with an exception.</param>
    public static RenderedYaml? Render(TemplateSet templates, DashboardTemplate template, TemplateInputs inputs, ICollection<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            var context = new RenderContext(templates, Sandbox.Functions, inputs.ToScript(text => text), limit.Token);
            return new RenderedYaml(template.File, context.Render(template.Body!));
        }
        catch (ScriptRuntimeException problem)
        {
            cancellation.ThrowIfCancellationRequested();
            diagnostics.Add(RenderProblems.Of(problem, template.File, Longest));
            return null;
        }
    }
}
