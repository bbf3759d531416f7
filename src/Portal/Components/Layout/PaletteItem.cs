namespace Portal.Components.Layout;

/// <summary>What the search offers.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Where">Where it belongs.</param>
/// <param name="Href">Its page.</param>
public sealed record PaletteItem(string Title, string Where, string Href);

/// <summary>Offers that belong together.</summary>
/// <param name="Label">The heading.</param>
/// <param name="Items">At least one.</param>
public sealed record PaletteGroup(string Label, IReadOnlyList<PaletteItem> Items);
