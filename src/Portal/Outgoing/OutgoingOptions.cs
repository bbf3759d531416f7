namespace Portal.Outgoing;

/// <summary>How the portal makes the calls that its own configuration asks for: to providers, to the forge, to receivers of notifications. Section <c>Outgoing</c>.</summary>
internal sealed class OutgoingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Outgoing";

    /// <summary>Whether the proxy that the environment names (HTTPS_PROXY and so on) is used. It then resolves names, so that it has to refuse what the portal would. False by default.</summary>
    public bool UseProxy { get; set; }
}
