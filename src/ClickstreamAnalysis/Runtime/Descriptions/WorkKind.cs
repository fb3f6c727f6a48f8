namespace ClickstreamAnalysis;

/// <summary>A kind of work that may take long.</summary>
public enum WorkKind
{
    /// <summary>State is restored from its changelogs.</summary>
    Restore,

    /// <summary>Records that have accumulated in the inputs are processed, also in a replay of all of them.</summary>
    CatchUp,

    /// <summary>A bounded run reads its inputs to their ends and closes everything: see <see cref="StreamsApplication.DrainAsync"/>.</summary>
    Drain,
}
