namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>The faults of records that are no clicks.</summary>
internal static class Missing
{
    public static SerdeException User() => new("missing-user", "A click has no user.");

    public static SerdeException Event() => new("missing-event", "A click has no event name.");

    public static SerdeException Time() => new("missing-time", "A click has no time.");

    public static SerdeException InvalidTime() => new("invalid-time", "The time of a click cannot be parsed, is before 1970 or after the year 9999.");
}
