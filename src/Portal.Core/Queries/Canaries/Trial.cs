namespace Portal.Core.Queries.Canaries;

/// <summary>An attack that can be made.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="AskAsync">Makes it; throws where it is refused or not answered.</param>
internal sealed record Trial(string Name, Func<CancellationToken, Task<Sighting>> AskAsync)
{
    /// <summary>Makes the attack and judges how it ended.</summary>
    public async Task<AttackResult> RunAsync(ProbedPlace place, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        AttackResult Result(AttackOutcome outcome, Sighting seen, string? remark = null) =>
            new(place.Datasource.Name, place.Datasource.Kind, Name, outcome, seen.Own + seen.Foreign, seen.Foreign, remark);

        using var end = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        try
        {
            var seen = await AskAsync(either.Token);
            return Result(seen.Foreign > 0 ? AttackOutcome.Broken : AttackOutcome.Held, seen);
        }
        catch (ForeignAnswerException e)
        {
            return Result(AttackOutcome.Broken, new Sighting(0, 1), e.Error.Message);
        }
        catch (QueryException e)
        {
            var isRefusal = e.Error.Kind is QueryErrorKind.BadData or QueryErrorKind.Forbidden or QueryErrorKind.NotFound;
            return Result(isRefusal ? AttackOutcome.Refused : AttackOutcome.Failed, default, e.Error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Result(AttackOutcome.Failed, default, $"The backend did not answer within {patience.TotalSeconds:0.#} s.");
        }
    }
}
