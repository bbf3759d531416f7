using Portal.Core.Diagnostics;

namespace Portal.Core.Tenancy;

/// <summary>A key with which a host's own backend signs embed tokens, and the most that such a token may allow. Claims of a token only narrow it.</summary>
public sealed record EmbedKey
{
    /// <summary>The key's name, the <c>kid</c> of tokens; <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>PEM of a P-256 public key, for tokens signed with ES256; null where <see cref="Secret"/> is given.</summary>
    public string? PublicKey { get; init; }

    /// <summary>A reference to a secret of at least 32 bytes, for tokens signed with HS256; null where <see cref="PublicKey"/> is given.</summary>
    public string? Secret { get; init; }

    /// <summary>The dashboards that may be shown: template names or globs with <c>*</c>; at least one.</summary>
    public required IReadOnlyList<string> Dashboards { get; init; }

    /// <summary>The environments that may be shown; null for all.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>The role that data is shown for: <see cref="Tenancy.Role.Viewer"/>, or <see cref="Tenancy.Role.Support"/> with masked fields, the default.</summary>
    public Role Role { get; init; } = Role.Support;

    /// <summary>The origins whose pages may frame an embed, normalized; at least one.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>How long a token may be good, from its <c>iat</c> to its <c>exp</c>: 1 minute to 30 days, 1 hour by default.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }
}
