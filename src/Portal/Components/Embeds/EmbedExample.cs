namespace Portal.Components.Embeds;

/// <summary>An example of an embed.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What it shows.</param>
/// <param name="Markup">The HTML that a host writes.</param>
/// <param name="Token">The token in it.</param>
public sealed record EmbedExample(string Title, string Text, string Markup, string Token);
