namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The kinds of stores and the status of answers, as the JSON names them.</summary>
internal static class StoreKindName
{
    public static string Of(StateStoreKind kind) => Camel(kind.ToString());

    public static string Of(StateAnswerStatus status) => Camel(status.ToString());

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
