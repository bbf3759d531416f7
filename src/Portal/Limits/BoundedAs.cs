namespace Portal.Limits;

/// <summary>Marks an endpoint that is bounded as more than a question.</summary>
internal sealed class BoundedAs
{
    /// <summary>It hands out much at once.</summary>
    public static readonly BoundedAs Export = new();

    /// <summary>It answers for as long as somebody listens.</summary>
    public static readonly BoundedAs Open = new();

    private BoundedAs()
    {
    }
}
