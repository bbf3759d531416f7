using System.Collections.Concurrent;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Templates;

namespace Portal.Core.Catalog;

/// <summary>A tenant's file, read.</summary>
/// <param name="Tenant">The tenant; null where none could be made of it.</param>
/// <param name="Diagnostics">What is wrong with the file.</param>
internal sealed record ReadTenantFile(Tenant? Tenant, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>What one load has read and checked. Whatever is the same as in an earlier one is taken from there, and is the very same object, by which what is made of it is known to be the same.</summary>
/// <param name="earlier">The notes of earlier loads.</param>
internal sealed class LoadNotes(IReadOnlyList<LoadNotes> earlier)
{
    private readonly ConcurrentDictionary<string, (string Text, ReadTenantFile File)> _tenants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Text, ParsedTemplate File)> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BindingKey, CheckedBinding> _bindings = new();
    private IReadOnlyList<LoadNotes> _earlier = earlier;
    private int _rendered;

    /// <summary>How many bindings were rendered anew.</summary>
    public int Rendered => _rendered;

    /// <summary>Lets go of the earlier notes.</summary>
    public void Close() => _earlier = [];

    /// <summary>A tenant's file.</summary>
    public ReadTenantFile Tenant(string file, string text, Func<string, string, ReadTenantFile> read) => File(notes => notes._tenants, file, text, read);

    /// <summary>A file below <c>templates/</c>.</summary>
    public ParsedTemplate Template(string file, string text, Func<string, string, ParsedTemplate> read) => File(notes => notes._templates, file, text, read);

    /// <summary>What is wrong with a binding's dashboard.</summary>
    public IReadOnlyList<Diagnostic> Check(BindingWork work, TemplateSet templates, CancellationToken cancellation)
    {
        if (Known(work, templates) is { } known)
        {
            _bindings[work.Binding.Key] = known;
            return known.Diagnostics;
        }
        Interlocked.Increment(ref _rendered);
        var diagnostics = new List<Diagnostic>();
        var yaml = BindingRenderer.Write(templates, work, diagnostics, cancellation);
        var found = BindingRenderer.Read(yaml, work, diagnostics).Diagnostics;
        // Of a template that failed it is not known what it would have asked for.
        if (yaml is not null)
        {
            _bindings[work.Binding.Key] = new CheckedBinding(work, [.. yaml.Parts.Select(part => (part, templates.Partials[part]))], found);
        }
        return found;
    }

    /// <summary>Takes bindings for checked in which nothing is wrong, without rendering them. Of which parts they are made is not known, so any part that changes has them rendered.</summary>
    public void Trust(IEnumerable<BindingWork> works, TemplateSet templates)
    {
        IReadOnlyList<(string, Scriban.Template)> parts = [.. templates.Partials.Select(part => (part.Key, part.Value))];
        foreach (var work in works)
        {
            _bindings[work.Binding.Key] = Known(work, templates) ?? new CheckedBinding(work, parts, []);
        }
    }

    private CheckedBinding? Known(BindingWork work, TemplateSet templates)
    {
        foreach (var notes in _earlier)
        {
            if (notes._bindings.TryGetValue(work.Binding.Key, out var known) && known.IsOf(work, templates))
            {
                return known;
            }
        }
        return null;
    }

    private T File<T>(Func<LoadNotes, ConcurrentDictionary<string, (string Text, T File)>> kind, string file, string text, Func<string, string, T> read)
    {
        foreach (var notes in _earlier)
        {
            if (kind(notes).TryGetValue(file, out var known) && known.Text == text)
            {
                kind(this)[file] = known;
                return known.File;
            }
        }
        var now = read(file, text);
        kind(this)[file] = (text, now);
        return now;
    }

    /// <summary>A binding that was rendered, read and validated, with all that this depends on. Its parameters follow from template and tenant.</summary>
    private sealed class CheckedBinding(BindingWork work, IReadOnlyList<(string Path, Scriban.Template Part)> parts, IReadOnlyList<Diagnostic> diagnostics)
    {
        private readonly DashboardTemplate _template = work.Binding.Template;
        private readonly Tenant _tenant = work.Tenant;
        private readonly IReadOnlyList<string> _services = work.Services;

        public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

        public bool IsOf(BindingWork now, TemplateSet templates) =>
            ReferenceEquals(_template, now.Binding.Template) && ReferenceEquals(_tenant, now.Tenant)
            && (ReferenceEquals(_services, now.Services) || _services.SequenceEqual(now.Services))
            && parts.All(part => ReferenceEquals(templates.Partials.GetValueOrDefault(part.Path), part.Part));
    }
}
