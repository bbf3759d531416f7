namespace Portal.Core.Masking;

/// <summary>
/// Ends the work on one answer, however many texts it has and however many rules look at each. It counts from the first text on, so that waiting for the answer is not counted. Not for several threads.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class AnswerDeadline(TimeProvider time)
{
    /// <summary>The longest that an answer is looked through.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private long? _start;

    /// <summary>Whether it was reached, so that something was not looked at.</summary>
    public bool WasReached { get; private set; }

    /// <summary>Whether no more is to be looked at.</summary>
    public bool IsOver() => WasReached = WasReached || time.GetElapsedTime(_start ??= time.GetTimestamp()) > Longest;
}
