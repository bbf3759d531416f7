namespace Portal.Demo.Evaluation;

internal enum EvaluationErrorKind
{
    BadData,
    Execution,
    Timeout,
    NotFound,
    Unauthorized,
}

/// <summary>A query that cannot be answered; it becomes Prometheus' error form.</summary>
internal sealed class EvaluationException(EvaluationErrorKind kind, string message) : Exception(message)
{
    public EvaluationErrorKind Kind => kind;

    /// <summary>Whether the query is right, but asks for what this evaluator leaves out.</summary>
    public bool IsUnsupported { get; init; }

    public static EvaluationException Execution(string message) => new(EvaluationErrorKind.Execution, message);

    public static EvaluationException Unsupported(string what) => new(EvaluationErrorKind.Execution, $"{what} is not supported by the demo telemetry") { IsUnsupported = true };
}
