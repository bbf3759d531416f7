namespace Portal.Identity;

/// <summary>Marks an endpoint that looks at no cookie and at no one's rights, so that it does not matter which site's page, or which machine, calls it: the caller proves itself in the request.</summary>
internal sealed class OtherOriginsMayCall;
