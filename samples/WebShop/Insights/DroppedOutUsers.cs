using System.Text;
using ClickstreamAnalysis;

namespace WebShop.Insights;

/// <summary>Lists the users who dropped out after the cart, from the topic that the funnel writes. So each instance has the whole list.</summary>
internal sealed class DroppedOutUsers(IRecordLog log)
{
    public async Task<IResult> ToCsvAsync(CancellationToken stop)
    {
        var csv = new StringBuilder("user,entered,cart\r\n");
        await foreach (var record in log.CreateReader("dropped-out", Serdes.Utf8, FunnelOutcome.Serde).WithCancellation(stop))
        {
            if (record is { Key: { } user, Value: { } outcome })
            {
                csv.Append($"{Quote(user)},{outcome.StepTimes[0]:O},{outcome.StepTimes[1]:O}\r\n");
            }
        }

        return Results.Text(csv.ToString(), "text/csv; charset=utf-8");
    }

    // Users come from pages. A spreadsheet takes a text that begins with one of these characters for a formula.
    private static string Quote(string user) => $"\"{(user is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{user.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
