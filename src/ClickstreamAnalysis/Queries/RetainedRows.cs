namespace ClickstreamAnalysis.Queries;

/// <summary>Leaves out rows past their retention, which are read as null.</summary>
internal static class RetainedRows
{
    public static StateScan<T> NotNull<T>(this StateScan<T?> scan)
        where T : struct => scan.SelectMany<T>(static row => row is { } retained ? [retained] : []);

    public static StateAnswer<TValue> NotNull<T, TValue>(this StateAnswer<T?> answer, Func<T, TValue> convert)
        where T : struct => answer.IsFound && answer.Value is null
            ? answer.AsNotFound<TValue>()
            : answer.Select(row => convert(row!.Value));

    public static StateScan<T> Where<T>(this StateScan<T> scan, Func<T, bool> predicate) => scan.SelectMany<T>(row => predicate(row) ? [row] : []);
}
