namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The effect of an exclusion event, or none, as one byte.</summary>
internal static class EffectCode
{
    /// <summary>The highest code.</summary>
    public const int Last = (int)ExclusionEffect.DropEntity + 1;

    public static byte Of(ExclusionEffect? effect) => (byte)(effect is { } known ? (int)known + 1 : 0);

    public static ExclusionEffect? EffectOf(int code) => code == 0 ? null : (ExclusionEffect)(code - 1);
}
