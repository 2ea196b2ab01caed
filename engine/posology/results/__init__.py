"""What an execution answers, as frozen data: verdict, findings, washout, plan, doses, changes, schedule and trace."""
