namespace Portal.History;

/// <summary>What the log is told of the past.</summary>
internal static partial class HistoryLog
{
    /// <summary>Whoever asked is told that the past cannot be read now; the log is told why.</summary>
    /// <param name="services">Has the log.</param>
    /// <param name="exception">Why.</param>
    public static void Unread(IServiceProvider services, Exception exception) => LogUnread(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HistoryLog).FullName!), exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of a dashboard cannot be read")]
    private static partial void LogUnread(ILogger logger, Exception exception);
}
