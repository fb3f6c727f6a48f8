using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The predicates that a record fulfils, as a bit mask.</summary>
internal static class StepMask
{
    public static uint Of<TKey, TValue>(RecordFunction<TKey, TValue, bool>[] predicates, in Record<TKey, TValue> record)
    {
        var mask = 0u;
        for (var i = 0; i < predicates.Length; i++)
        {
            if (predicates[i].Invoke(in record))
            {
                mask |= 1u << i;
            }
        }

        return mask;
    }
}
