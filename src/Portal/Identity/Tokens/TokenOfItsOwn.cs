namespace Portal.Identity.Tokens;

/// <summary>Marks an endpoint whose bearer token is no person's: it is not looked for among those of people.</summary>
internal sealed class TokenOfItsOwn;
