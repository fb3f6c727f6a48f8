using System.Globalization;

namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The types that settings have.</summary>
internal static class SettingKinds
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static SettingKind<string> Text { get; } = new("a text", static text => text.Length > 0 ? text : throw new FormatException());

    public static SettingKind<bool> Flag { get; } = new("true or false", bool.Parse);

    public static SettingKind<int> Int32 { get; } = new("a whole number, such as 4", static text => int.Parse(text, NumberStyles.AllowLeadingSign, s_culture));

    public static SettingKind<long> Int64 { get; } = new("a whole number, such as 268435456", static text => long.Parse(text, NumberStyles.AllowLeadingSign, s_culture));

    public static SettingKind<TimeSpan> Duration { get; } = new("a duration of the form [days.]hh:mm:ss[.fff], such as 00:00:30", ParseDuration);

    public static SettingKind<DateTimeOffset> Time { get; } = new(
        "a time with its offset, such as 2024-01-31T12:00:00Z", static text => DateTimeOffset.Parse(text, s_culture, DateTimeStyles.AssumeUniversal));

    public static SettingKind<Uri> Address { get; } = new(
        "an address such as http://shop-1:8080", static text => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new FormatException());

    public static SettingKind<BadRecordPolicy> BadRecords { get; } = new("Fail, Skip, or DeadLetter: and the topic", BadRecordPolicy.Parse);

    public static SettingKind<UnwritableRecordPolicy> UnwritableRecords { get; } = new("Fail, Skip, or DeadLetter: and the topic", UnwritableRecordPolicy.Parse);

    /// <summary>The names of an enum. Numbers are not allowed.</summary>
    public static SettingKind<T> OneOf<T>(params T[] values)
        where T : struct, Enum
    {
        var names = values.ToDictionary(static value => value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new($"one of {string.Join(", ", names.Keys)}", text => names.TryGetValue(text, out var value) ? value : throw new FormatException());
    }

    /// <inheritdoc cref="OneOf{T}(T[])"/>
    public static SettingKind<T> OneOf<T>()
        where T : struct, Enum => OneOf(Enum.GetValues<T>());

    /// <summary>A value or nothing, for which an empty text or JSON's null stands.</summary>
    public static SettingKind<T?> Optional<T>(SettingKind<T> kind)
        where T : struct => new($"{kind.Allowed}, or empty for none", text => text.Length == 0 ? null : kind.Parse(text));

    // "30" would be thirty days.
    private static TimeSpan ParseDuration(string text) => text.Contains(':', StringComparison.Ordinal) ? TimeSpan.Parse(text, s_culture) : throw new FormatException();
}
