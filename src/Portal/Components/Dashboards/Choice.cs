namespace Portal.Components.Dashboards;

/// <summary>Something to choose in a <see cref="ChoicePicker"/>: a link, because what is chosen stands in the address.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Href">Where it leads; null where it cannot be chosen.</param>
/// <param name="Current">Whether it is what is shown now.</param>
/// <param name="Note">Said in small beside it: why it cannot be chosen, or what it means.</param>
public sealed record Choice(string Text, string? Href, bool Current = false, string? Note = null);
