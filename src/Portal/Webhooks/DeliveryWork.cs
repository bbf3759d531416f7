using Portal.Git;

namespace Portal.Webhooks;

/// <summary>What came of a try to work off a delivery.</summary>
/// <param name="Done">Whether it is done.</param>
/// <param name="Outcome">What to tell of it.</param>
internal sealed record DeliveryOutcome(bool Done, string Outcome)
{
    /// <summary>Whether another try may end otherwise.</summary>
    public bool MayRetry { get; init; }
}

/// <summary>Does what a delivery asks for. Nothing of what it says is believed, but for which repository, branch and pull request to look at.</summary>
/// <param name="repository">The content's repository.</param>
/// <param name="pulls">Looks at pull requests.</param>
internal sealed class DeliveryWork(ContentRepository repository, PullRequestWork pulls)
{
    /// <summary>Works off a delivery.</summary>
    public async Task<DeliveryOutcome> RunAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.Event.PullRequest is { } pull)
        {
            return await pulls.RunAsync(pull, cancellation);
        }
        var fetched = repository.LastFetch is { Succeeded: true } last && last.Started > delivery.ReceivedAt ? last : await repository.FetchAsync(cancellation);
        return fetched.Succeeded
            ? new DeliveryOutcome(true, "The repository was fetched.")
            : new DeliveryOutcome(false, fetched.Message) { MayRetry = true };
    }
}
