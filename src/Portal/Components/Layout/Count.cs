using System.Globalization;

namespace Portal.Components.Layout;

/// <summary>Numbers of things, as people write them.</summary>
internal static class Count
{
    /// <summary>Such as <c>1 error</c> or <c>1,200 errors</c>.</summary>
    public static string Of(int count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>With groups of thousands.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
