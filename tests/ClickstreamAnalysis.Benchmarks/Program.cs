using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.Micro;
using ClickstreamAnalysis.Benchmarks.Rate;

var root = new RootCommand("Benchmarks of ClickstreamAnalysis: figures that anyone can repeat.")
{
    RateCommand.Create(),
    PhaseCommand.Create(),
    MicroCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
