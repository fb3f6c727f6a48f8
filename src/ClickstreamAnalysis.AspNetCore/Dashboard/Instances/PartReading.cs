using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Insights;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>
/// Reads the parts that other instances send. While an application is updated, they may be of another version: what this version cannot
/// read must not take the figures of all others away.
/// </summary>
internal static class PartReading
{
    /// <summary>Reads a part.</summary>
    /// <param name="json">What the instance answered.</param>
    /// <param name="part">The part, without its state if that cannot be read; null when nothing can be read.</param>
    /// <returns>Whether all of it can be read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out InstancePart? part)
    {
        part = null;
        try
        {
            part = JsonSerializer.Deserialize(json, DashboardJson.Default.InstancePart);
            if (part is not null)
            {
                Check(part);
            }

            return part is not null;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (SerdeException)
        {
            part = part! with { Site = null, Funnels = [] };
            return false;
        }
    }

    /// <summary>Reads the sessions that an instance has found; null when they cannot be read.</summary>
    /// <param name="json">What the instance answered.</param>
    public static UserSessions? ReadSessions(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DashboardJson.Default.UserSessions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The picture is made of these rows later, of all instances at once.
    private static void Check(InstancePart part)
    {
        foreach (var row in part.Funnels.SelectMany(static funnel => funnel.Rows))
        {
            FunnelCounts.Serde.Deserialize(row);
        }

        foreach (var row in new[] { part.Site?.Span, part.Site?.Before, part.Site?.Active })
        {
            if (row is { Length: > 0 })
            {
                SiteMinuteSerde.Instance.Deserialize(row);
            }
        }
    }
}
