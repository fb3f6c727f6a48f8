namespace ClickstreamAnalysis.Events;

internal static class ClickFieldNames
{
    /// <summary>Returns the field with this name; <see cref="ClickFieldName.Other"/> when it is unknown or not among the wanted ones.</summary>
    public static ClickFieldName Of(ReadOnlySpan<byte> name, ClickFields wanted) => name.Length switch
    {
        2 when name.SequenceEqual("ts"u8) => ClickFieldName.Time,
        4 when name.SequenceEqual("user"u8) => ClickFieldName.User,
        4 when name.SequenceEqual("page"u8) => If(wanted, ClickFields.Page, ClickFieldName.Page),
        5 when name.SequenceEqual("event"u8) => ClickFieldName.Event,
        8 when name.SequenceEqual("referrer"u8) => If(wanted, ClickFields.Referrer, ClickFieldName.Referrer),
        8 when name.SequenceEqual("campaign"u8) => If(wanted, ClickFields.Campaign, ClickFieldName.Campaign),
        9 when name.SequenceEqual("userAgent"u8) => If(wanted, ClickFields.UserAgent, ClickFieldName.UserAgent),
        10 when name.SequenceEqual("properties"u8) => If(wanted, ClickFields.Properties, ClickFieldName.Properties),
        _ => ClickFieldName.Other,
    };

    private static ClickFieldName If(ClickFields wanted, ClickFields field, ClickFieldName name) =>
        (wanted & field) != 0 ? name : ClickFieldName.Other;
}
