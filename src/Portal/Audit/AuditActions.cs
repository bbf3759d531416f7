namespace Portal.Audit;

/// <summary>What is recorded. docs/access.md tells of each.</summary>
internal static class AuditActions
{
#pragma warning disable CS1591 // the name says it, docs/access.md explains it
    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";
    public const string SessionEnded = "session-ended";
    public const string AccessDenied = "access-denied";
    public const string RoleGiven = "role-given";
    public const string RoleTaken = "role-taken";
    public const string AccountMade = "account-made";
    public const string AccountLocked = "account-locked";
    public const string AccountRemoved = "account-removed";
    public const string PasswordChanged = "password-changed";
    public const string PasswordReset = "password-reset";
    public const string TokenMade = "token-made";
    public const string TokenRevoked = "token-revoked";
    public const string Export = "export";
    public const string EmbedIssued = "embed-issued";
    public const string EmbedRevoked = "embed-revoked";
    public const string EmbedKeyMade = "embed-key-made";
    public const string EmbedKeyRevoked = "embed-key-revoked";
    public const string RevisionLive = "revision-live";
    public const string RolledBack = "rolled-back";
    public const string Approved = "approved";
    public const string MaskingChanged = "masking-changed";
#pragma warning restore CS1591

    /// <summary>All of them, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(AuditActions).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal)];
}

/// <summary>How it went.</summary>
internal enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,
    /// <summary>It was refused: the person had no right to it.</summary>
    Refused,
    /// <summary>It was tried and did not work out.</summary>
    Failed,
}
