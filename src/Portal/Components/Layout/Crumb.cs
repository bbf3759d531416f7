namespace Portal.Components.Layout;

/// <summary>A step of the way from the start to the page that is shown.</summary>
/// <param name="Text">What it is called.</param>
/// <param name="Href">Its page; null for the one that is shown.</param>
public readonly record struct Crumb(string Text, string? Href = null);
