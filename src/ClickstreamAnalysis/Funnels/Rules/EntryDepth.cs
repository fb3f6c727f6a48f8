namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>How far the chains from one entry got. Two bytes.</summary>
internal readonly record struct EntryDepth
{
    private readonly byte _depth;
    private readonly byte _effect;

    /// <param name="depth">The number of the deepest step.</param>
    /// <param name="effect">The effect of the exclusion events after the deepest step was last taken; null when there is none.</param>
    public EntryDepth(int depth, ExclusionEffect? effect)
    {
        _depth = (byte)depth;
        _effect = EffectCode.Of(effect);
    }

    /// <summary>The number of the deepest step; 0 before the events of the entry were taken.</summary>
    public int Depth => _depth;

    /// <summary>The effect of the exclusion events after the deepest step was last taken; null when there is none.</summary>
    public ExclusionEffect? Effect => EffectCode.EffectOf(_effect);
}
