using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>How an attack ended.</summary>
public enum AttackOutcome
{
    /// <summary>It was answered with nothing of others.</summary>
    Held,
    /// <summary>The portal or the backend refused it.</summary>
    Refused,
    /// <summary>It could not be tried: the backend did not answer.</summary>
    Failed,
    /// <summary>It brought others' data.</summary>
    Broken,
}

/// <summary>An attack on an environment's isolation, made through the portal on the live backend.</summary>
/// <param name="Datasource">The datasource's name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">What was tried.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Returned">How many series, streams, values or spans came back.</param>
/// <param name="Foreign">How many of them were others'.</param>
/// <param name="Remark">Why it was refused or failed; null otherwise.</param>
public sealed record AttackResult(string Datasource, DatasourceKind Kind, string Name, AttackOutcome Outcome, int Returned, int Foreign, string? Remark = null);

/// <summary>All that a check of an environment has found.</summary>
/// <param name="Scope">Which environment.</param>
/// <param name="Isolation">What keeps it apart.</param>
/// <param name="Canary">The canary's findings; none where backends are taken at their word.</param>
/// <param name="Attacks">The attacks; none without labels, for nothing in an answer tells then whose it is.</param>
public sealed record IsolationReport(Scope Scope, Isolation Isolation, IReadOnlyList<CanaryFinding> Canary, IReadOnlyList<AttackResult> Attacks)
{
    /// <summary>The worst of all.</summary>
    public CanaryResult Result =>
        Canary.Any(finding => finding.Result == CanaryResult.Violated) || Attacks.Any(attack => attack.Outcome == AttackOutcome.Broken) ? CanaryResult.Violated
        : Canary.Any(finding => finding.Result == CanaryResult.Unknown) || Attacks.Any(attack => attack.Outcome == AttackOutcome.Failed) ? CanaryResult.Unknown
        : CanaryResult.Proven;
}
