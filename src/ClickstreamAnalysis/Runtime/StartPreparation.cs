using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Options;
using ClickstreamAnalysis.Runtime.Planning;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Prepares the start of an application: its topics and its state.</summary>
internal sealed class StartPreparation(Topology topology, IRecordLog log, StreamsOptions options, Notices notices, DiskWait logDisk, WaitBoard waits, ILogger logger)
{
    /// <summary>Repairs state that could not be opened: deletes it for restoration when it is damaged, waits when the disk is full.</summary>
    public async Task RepairAsync(SharedDatabase database, TopicPlan plan, CancellationToken cancellationToken)
    {
        database.Coverage = new ChangelogCoverage(log, plan, options);
        try
        {
            while (!database.TryRepair())
            {
                await Task.Delay(DiskWait.Interval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (RecordLogException error)
        {
            throw new StreamsException(
                $"The state of '{options.ApplicationId}' is damaged, and {log.Description} does not say whether its changelog topics hold all of it: {error.Message} "
                + "Nothing was deleted; start again when the log answers.",
                error)
            { IsTransient = true };
        }
    }

    /// <summary>Plans the topics. Repeats requests until the log answers, and waits for space on its disk.</summary>
    /// <exception cref="StreamsException">The log did not answer in time, or topics are missing or do not fit.</exception>
    public async Task<(TopicPlan Plan, TopicLimits Limits)> PlanAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await new StartAttempts(log, options, notices, waits).RunAsync(PlanOnceAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (RecordLogFullException error)
            {
                logDisk.Continue(error);
                await Task.Delay(DiskWait.Interval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<(TopicPlan Plan, TopicLimits Limits)> PlanOnceAsync(CancellationToken cancellationToken)
    {
        var plan = await TopicPlan.MakeAsync(topology, options, log.Admin, log.Description, new ApplicationIdentity(log, options, logger), cancellationToken).ConfigureAwait(false);
        return (plan, await TopicLimits.LoadAsync(plan, options, log.Admin, logger, cancellationToken).ConfigureAwait(false));
    }
}
