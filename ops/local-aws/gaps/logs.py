"""Gap: PutMetricFilter adds a second filter of the same name, where AWS replaces the first."""

from moto.logs.metric_filters import MetricFilters


def close():
    add_filter = MetricFilters.add_filter

    def replace_filter(self, filter_name, filter_pattern, log_group_name, metric_transformations):
        self.metric_filters = [
            f
            for f in self.metric_filters
            if (f["filterName"], f["logGroupName"]) != (filter_name, log_group_name)
        ]
        add_filter(self, filter_name, filter_pattern, log_group_name, metric_transformations)

    MetricFilters.add_filter = replace_filter
