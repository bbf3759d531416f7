using Portal.Core.Catalog;
using Portal.Core.Templates;
using Portal.Core.Tenancy;

namespace Portal.Browsing;

/// <summary>A dashboard as lists show it, without rendering it.</summary>
/// <param name="Binding">Which.</param>
/// <param name="Tenant">Whose.</param>
public sealed record BindingEntry(Binding Binding, Tenant Tenant)
{
    /// <summary>The template's title.</summary>
    public string Title => Binding.Template.FrontMatter.Title;

    /// <summary>The heading that it is listed under; empty for none.</summary>
    public string Folder => Binding.Template.FrontMatter.Folder;

    /// <summary>The service that it is made for, or null.</summary>
    public string? Service => Binding.Key.Service;

    /// <summary>The environment.</summary>
    public string Environment => Binding.Key.Scope.Environment;

    /// <summary>Its page.</summary>
    public string Url => PortalUrls.Dashboard(Binding.Key);

    /// <summary>Whether it is made for services.</summary>
    public bool ForService => Binding.Template.FrontMatter.Scope == TemplateScope.Service;
}
